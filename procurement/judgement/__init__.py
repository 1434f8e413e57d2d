"""Facts plus law give answers. Nothing here writes: services ask, pages show."""
