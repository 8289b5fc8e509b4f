"""What a person or a program may ask for. Front ends parse, call one of these, and render what it returns."""
