"""The parts of which `gongai.filing` is made, one noun a file. Import the names from `gongai.filing`."""
