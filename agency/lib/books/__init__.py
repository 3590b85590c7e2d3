"""Files that accounting programs read: DATEV, Xero, and tables for a spreadsheet."""
