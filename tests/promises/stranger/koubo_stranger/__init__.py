"""見本川市 川の補助金: a scheme from outside of the house."""
