"""What is done about organisations: profile, members, invitations, roster, representative."""
