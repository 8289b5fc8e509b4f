"""What people read: labels, sentences and next steps that a terminal, a page and a message share."""
