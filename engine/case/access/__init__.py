"""Who is at the door: the actor, what they may do, and the steps of proving who they are."""
