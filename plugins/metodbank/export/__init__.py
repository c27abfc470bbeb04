"""What leaves the bank as files: results of a set of indicators as CSV, JSON, XLSX and a DOCX report.

Each function takes ``indicators.library.SetResults`` and returns bytes; the same set, day and content give the
same bytes, so two builds of one bank do not differ. Nothing here knows pages or MkDocs::

    results_csv.csv_of(results)                       # utf-8-sig, «;», decimal comma: as Excel in Russia opens it
    results_json.json_of(results)                     # the shape is results_json.SetDocument; results_json.schema()
    workbook.xlsx_of(results)                         # formulas that follow the figures
    report.docx_of(results, period, subject)          # a report to send; subject None: everyone the document judges

Every file keeps what pages keep (``indicators/__init__``): a covered number is text in all of them, and no
number, formula or sentence leads back to it. ``ledger`` is where that is decided, once, for the figures.
A sample says so on every sheet, page and record. Text that a spreadsheet could take for a formula is escaped.
"""
