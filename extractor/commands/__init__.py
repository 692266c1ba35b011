"""What the commands do beside a build."""
