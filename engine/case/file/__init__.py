"""What is entered into a case's file and what comes out of it: papers, things held, service, the bound file."""
