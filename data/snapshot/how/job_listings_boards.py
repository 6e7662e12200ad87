"""No program cuts job_listings_boards.csv: its figures are printed in a picture, the table
1!8J42exXWeBjoT84vRFy2kg.png beside superlinger/wenshuqiwu202002@458d5356:
is-pytorch-catching-tensorflow-ca88f9128304/index.md, and were read off it by eye. The picture
also prints the sum of the two for each board, which the figures give.
"""
