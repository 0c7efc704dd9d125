#name: Histogram
#language: python
#input: dataframe table [Rows]
#input: int bins = 10
#output: graphics plot
import matplotlib

plot = matplotlib.hist(table, bins)
