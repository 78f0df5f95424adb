"""HR's workbook: a month's appraisal as 匯總, a form a person, 扣分明細 and 收繳率.

The only package that writes with openpyxl. It draws an Appraisal and computes no points.
"""

from __future__ import annotations

from kefu_cli.render.workbook.book import to_bytes, write

__all__ = ["to_bytes", "write"]
