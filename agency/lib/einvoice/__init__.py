"""Invoices and credit notes as data, by EN 16931: read, checked, written, in UBL and in CII."""
