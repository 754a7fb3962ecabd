"""Reading files of work orders as people have them: CSV, XLSX, Parquet, JSON lines."""
