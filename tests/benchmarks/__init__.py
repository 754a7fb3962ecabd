"""What `make bench` measures; nothing here is a test, and no test asserts a speed."""
