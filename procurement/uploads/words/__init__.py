"""The words of a file somebody wrote a call in, as they were meant: what is struck through or hidden is left out."""
