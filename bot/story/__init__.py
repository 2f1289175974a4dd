"""The story that ``perin demo --auto`` plays: two people, from linking their calendars to meetings in both.

It knows Perin only as people do: by what they type, press and read in Slack, and by the pages in their browser.
"""
