"""What people read: labels, sentences, next steps."""
