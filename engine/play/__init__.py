"""Cases played from a script: scenarios beside the diagrams, and the demo county. A user of the acts, like the page."""
