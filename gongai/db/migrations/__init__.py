"""The history of the tables. Run by `gongai.migrate`, never by hand."""
