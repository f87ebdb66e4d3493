"""茅ヶ崎市: the running programme and the one that ended, each with a scheme file of its own."""
