"""kefu: from what an office records to the monthly appraisal of its customer-service people."""

__version__ = "0.1.0"
