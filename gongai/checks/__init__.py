"""The parts of `gongai.check`, one subject a file. Each takes a sheet and writes its findings on it."""
