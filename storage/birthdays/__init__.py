"""Political birthdays (政治生日): the words for them, the growth list, what the member wishes, and what was given."""
