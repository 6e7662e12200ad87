"""No program cuts arxiv_mentions_2017.csv: it is the first table of the page
https://karpathy.medium.com/a-peek-at-trends-in-machine-learning-ab8a1085a106, copied by hand.
"""
