"""What the statements of a module, a class or a function do: one interface, and a reader for each of two trees."""
