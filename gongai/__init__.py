"""gongai carries a delegated filing into a provincial 工改 portal exactly once and proves what happened."""

__version__ = "0.1.0"
