"""Text in pictures: where lines stand, then what they say (PP-OCRv6 in OpenVINO).

Preparing pictures and taking the networks' answers apart is numpy's and Pillow's work.

page_reader  `load_page_reader(folder)`: a picture of a page to lines of letters with their places
detector     which pixels are text
areas        those pixels as boxes around lines, and how far the page is turned or askew
recogniser   pictures of lines to letters
"""
