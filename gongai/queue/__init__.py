"""The ledger: filings that wait, run, are held for a person, and what a person must know of them."""

# Running `python gongai/anything.py` puts gongai/ first on the path, and then every `import queue` of the standard
# library (urllib3, logging.handlers, concurrent.futures) finds this package. Stop with words instead of a riddle.
if __name__ == "queue":
    raise ImportError("请运行 gongai … 或 python -m gongai …；不要直接运行 gongai/ 里的文件（python gongai/x.py）")
