"""What goes in and out of the API, one module per noun, described in Chinese for the documentation."""
