"""Files whose sums, rates and steps of the amount rule are wrong."""

from schemes.broken import Expected, broken

MAIN, FALLING, MIXED, PAST = (f"courses.{place}.funding" for place in range(4))
RATE = "rate: {value: 2/3, source: S1}"

# fmt: off
AMOUNTS = [
    # Sums and rates
    broken("rate above 100%", RATE, "rate: 120%", "rate_out_of_range", f"{MAIN}.4.rate"),
    broken("rate above 100% in a figure", RATE, "rate: {value: 7/6}", "rate_out_of_range", f"{MAIN}.4.rate.value"),
    broken("rate above 100% in a list", "rates: [2/3,", "rates: [200%,", "rate_out_of_range", f"{FALLING}.0.rates.0"),
    broken("rate of nothing", RATE, "rate: 0%", "rate_out_of_range", f"{MAIN}.4.rate"),
    broken("rate in words", RATE, "rate: 三分の二", "bad_rate", f"{MAIN}.4.rate"),
    broken("amount in words", "yen: 500000", "yen: 五十万円", "bad_amount", f"{MAIN}.5.yen"),
    broken("amount with underscores", "yen: 500000", "yen: 500_000", "bad_amount", f"{MAIN}.5.yen"),
    broken("amount with decimals", "yen: 500000", "yen: 500000.5", "bad_amount", f"{MAIN}.5.yen"),
    broken("negative amount", "yen: 500000", "yen: -500000", "too_low", f"{MAIN}.5.yen"),
    broken("cap of nothing", "yen: 500000", "yen: 0", "too_low", f"{MAIN}.5.yen"),
    broken("amount beyond all bounds", "yen: 500000", "yen: 1000000000000", "too_high", f"{MAIN}.5.yen"),
    broken("unit of zero", "unit: 1000,", "unit: 0,", "too_low", f"{MAIN}.6.unit"),
    broken("negative unit", "unit: 1000,", "unit: -1000,", "bad_count", f"{MAIN}.6.unit"),
    broken("unknown rounding", "rounding: half_up", "rounding: floor", "choose", f"{MAIN}.6.rounding"),
    broken("no rates at all", "rates: [2/3, {value: 1/2, source: S1}]", "rates: []", "at_least_one", f"{FALLING}.0.rates"),
    broken("no kinds of income at all", "kinds: [other_subsidies, participation_fee]", "kinds: []",
           "at_least_one", f"{MAIN}.3.kinds"),
    # Steps together
    broken("unknown step", "step: whole", "step: all", "unknown_word", f"{PAST}.0.step"),
    broken("step without its word", "step: whole", "stage: whole", "no_word", f"{PAST}.0.step"),
    broken("cap below floor", "yen: 50000}", "yen: 500001}", "minimum_over_cap", f"{MAIN}.7.yen"),
    broken("cap below unit", "{step: round, unit: 1}", "{step: round, unit: 200001}", "cap_below_unit", f"{MIXED}.2.unit"),
    broken("no rate", "      - {step: whole, ground: 負担金のため率の定めがない}\n", "",
           "no_rate", PAST, "    funding:", nth=4),
    broken("no cap", "      - {step: cap, yen: 900000}\n", "", "no_cap", PAST, "    funding:", nth=4),
    broken("no rounding", "      - {step: round, unit: 10000}\n", "", "no_rounding", PAST, "    funding:", nth=4),
    broken("two rates", "- {step: cap, yen: 200000}", "- {step: rate, rate: 1/2}\n      - {step: cap, yen: 200000}",
           "two_rates", f"{MIXED}.1.step"),
    broken("cap twice", "- {step: cap, yen: 200000}", "- {step: cap, yen: 1}\n      - {step: cap, yen: 200000}",
           "step_twice", f"{MIXED}.2.step", "yen: 200000"),
    broken("limit after the rate", "- {step: cap, yen: 200000}",
           "- {step: category_cap, category: 旅費, yen: 1}\n      - {step: cap, yen: 200000}", "step_order", f"{MIXED}.1.step"),
    broken("minimum before the cap", "- {step: cap, yen: 200000}",
           "- {step: minimum, yen: 1}\n      - {step: cap, yen: 200000}", "step_order", f"{MIXED}.2.step", "yen: 200000",
           Expected("step_order", f"{MIXED}.3.step", "unit: 1}")),
    broken("rates by category of what is left after income", "- {step: rate_by_category,",
           "- {step: minus_income, kinds: [other]}\n      - {step: rate_by_category,",
           "category_rates_and_deduction", MIXED, "    funding:", nth=3),
    # What steps name
    broken("unknown category", "category: 旅費", "category: 交通費", "unknown_category", f"{MAIN}.1.category"),
    broken("category of another course", "categories: [報償費]", "categories: [会場費]",
           "unknown_category", f"{MIXED}.0.others.0.categories.0"),
    broken("category with two rates", "categories: [報償費]", "categories: [報償費, 報償費]",
           "category_twice", f"{MIXED}.0.others.0.categories.1"),
    broken("deduction of the request", "kinds: [other_subsidies,", "kinds: [requested_grant,",
           "not_deducted", f"{MAIN}.3.kinds.0"),
    broken("deduction taken twice", "kinds: [other_subsidies, participation_fee]", "kinds: [donation, donation]",
           "listed_twice", f"{MAIN}.3.kinds.1"),
    broken("income that there is not", "kinds: [other_subsidies,", "kinds: [lottery,", "choose", f"{MAIN}.3.kinds.0"),
    broken("times counted in an unknown course", "counted_in: [every.falling]", "counted_in: [every.fallen]",
           "unknown_course", f"{FALLING}.0.counted_in.0"),
]
# fmt: on
