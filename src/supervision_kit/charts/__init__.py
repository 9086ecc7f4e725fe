"""Which pictures are there? One file a chart, drawn from tables."""
