"""The case file 案卷: what lies in it, how papers are numbered and filled in, how it is bound and assessed 评查."""
