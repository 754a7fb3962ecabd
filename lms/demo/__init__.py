"""The demo company: invented people in an invented firm, loaded once into an empty database in demo mode."""
