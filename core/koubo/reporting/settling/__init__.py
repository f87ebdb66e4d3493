"""額の確定 and what comes back: settlement, revocation, 返還 with its interest."""
