"""People: units, posts, certificates, who is fit for an act, who may not do what again, and what of a person is covered."""
