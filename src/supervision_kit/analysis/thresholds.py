"""From how many ratings on, and from which size on, does a rule speak?

The one place for these numbers: what pages and documents say about a rule is made from them.
"""

# Changes and differences count from this share of the dimension's range on: two of ten points.
LEAST_SHARE = 0.2
# By less than this share of the range two numbers differ only as a computer writes them.
NOISE = 1e-9

IMPROVING_NEEDS = 8
IMPROVING_P = 0.01
STUCK_NEEDS = 20
STUCK_CONFIDENCE = 0.9  # two one-sided tests at one in twenty
STUCK_POINTS = 5  # a coarser scale cannot show that little has moved
PATTERN_NEEDS = 12  # useful ones: those not on the median
PATTERN_SIDE = 1 / 3  # of the useful ones, on the emptier side of the median
SHIFT_NEEDS = 6  # before, and as many after
SHIFT_P = 0.01
UNUSUAL_NEEDS = 12
UNUSUAL_STEPS = 1.5  # of the scale, from the mean
TRIAL_BELOW = 20  # limits from fewer ratings are trial limits
APART_NEEDS = 5  # pairs
APART_P = 0.1
COMMENTS_NEEDS = 20
COMMENTS_SHARE = 0.8  # four positives to one challenge
COMMENTS_CONFIDENCE = 0.95
SILENT_RHYTHMS = 2  # the agreed number of days, so many times over
