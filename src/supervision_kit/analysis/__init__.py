"""What do the tables say? Pure functions: tables in, tables and sentences out."""
