"""The verbs of award: decisions are drafted and released, awards granted, claims paid."""
