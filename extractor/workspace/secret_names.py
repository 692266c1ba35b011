"""Files that hold secrets by their names: gitignore patterns, met without regard to case.

Only names that tools reserve for keys and passwords, or that by custom hold nothing else: a page that lacks is missed
by somebody. So `*.key` (also slides, and tables of keys), `secrets.py` and `config.json` are not here.
"""

from __future__ import annotations

from extractor.workspace.gitignore import Rules, as_bytes

PATTERNS = (
    # Settings of an environment; what is made to be copied holds no secret.
    *(".env", ".env.*", "*.env", ".envrc"),
    *("!*.example", "!*.sample", "!*.template", "!*.dist", "!*.tmpl", "!*.tpl", "!example.env", "!sample.env"),
    # Private keys and stores of keys.
    *("id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "ssh_host_*_key"),
    *("*.pem", "*.ppk", "*.p8", "*.p12", "*.pfx", "*.pkcs12", "*.jks", "*.jceks", "*.bks", "*.keystore"),
    *("*.kdb", "*.kdbx", "*.psafe3", "*.agekey", "*.ovpn", "*.mobileprovision", "secring.gpg", "otr.private_key"),
    *("private.key", "private_key", "privkey.key", "privatekey.key", "server.key", "client.key", "ssl.key", "tls.key"),
    *("master.key", "credentials/*.key"),
    # Passwords and tokens of tools, in a home folder or by mistake beside the sources.
    *(".netrc", "_netrc", ".authinfo", ".git-credentials", ".gitcookies", ".npmrc", ".pypirc", ".m2/settings.xml"),
    *(".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials", ".composer/auth.json"),
    *(".htpasswd", "htpasswd"),
    *("settings-security.xml", ".pgpass", "pgpass.conf", ".my.cnf", ".mylogin.cnf", ".esmtprc", ".msmtprc"),
    *(".dockercfg", ".docker/config.json", "kubeconfig", "*.kubeconfig", ".kube/config", ".s3cfg", ".boto"),
    *(".passwd-s3fs", ".vault-token", ".vault_pass", ".vault_pass.txt", ".terraformrc", "terraform.rc"),
    *("credentials.tfrc.json", "terraform.tfvars", "terraform.tfvars.json", "*.auto.tfvars", "*.auto.tfvars.json"),
    *("*.tfstate", "*.tfstate.backup", ".pulumi/credentials.json", ".databrickscfg", ".snowsql/config", "kaggle.json"),
    *(".ftpconfig", ".ftppass", "sftp-config.json", "filezilla.xml", "recentservers.xml", "rclone.conf"),
    *(".config/hub", ".config/gh/hosts.yml", ".config/glab-cli/config.yml"),
    # Credentials of clouds and services.
    *("credentials.json", "credentials.csv", "client_secret*.json", "client-secret*.json", "service-account*.json"),
    *("service_account*.json", "serviceaccount*.json", "gcp-key*.json", "gcloud-key*.json", "*accesskeys.csv"),
    *("application_default_credentials.json", "firebase-adminsdk*.json"),
    *("secrets.yml", "secrets.yaml", "secrets.json", "secrets.toml", "secret.yml", "secret.yaml", "secret.json"),
    *("credentials.yml", "credentials.yaml", "credentials.toml", "credentials.ini", ".credentials"),
    *("wp-config.php", "appsettings.secrets.json", ".streamlit/secrets.toml"),
    # Shells, databases and sessions write what was typed.
    *(".bash_history", ".zsh_history", ".sh_history", ".psql_history", ".mysql_history", ".sqlite_history"),
    *(".python_history", ".irb_history", ".node_repl_history", ".rediscli_history"),
    # Folders of which every file is a secret, or may be.
    *(".aws/", ".ssh/", ".gnupg/", ".azure/", ".config/gcloud/", ".gcloud/", ".password-store/", ".vagrant/"),
    ".oci/",
)
"""The last one that matches decides, and `!` says that it holds none."""


_COPIES = (".bak", ".backup", ".old", ".orig", ".save", ".swp", "~")
"""How the name of a copy ends: `.env.bak` is as secret as `.env`."""


class SecretNames:
    """Tells which entries hold secrets by their names, be they copies that an editor or a person made."""

    def __init__(self) -> None:
        # A slash inside binds a pattern to the top: `.kube/config` is meant in any folder.
        anywhere = (f"**/{name}" if "/" in name[:-1] and not name.startswith("!") else name for name in PATTERNS)
        self._rules = Rules(map(as_bytes, anywhere))

    def match(self, path: str, name: str, is_folder: bool) -> bool:
        """Return whether the entry holds secrets by its name; `path` is relative to the repository."""
        path, name = path.lower(), name.lower()
        copy = next((suffix for suffix in _COPIES if name.endswith(suffix) and name != suffix), "")
        if copy and not is_folder:
            path, name = path.removesuffix(copy), name.removesuffix(copy)
        return bool(self._rules.verdict(as_bytes(path), as_bytes(name), is_folder))
