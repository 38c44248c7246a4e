"""The roll of persons 人员名册 as it is kept: persons, posts, certificates, and who leads a unit."""
