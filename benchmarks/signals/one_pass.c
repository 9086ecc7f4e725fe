/* All signals of many series in one pass, one series after the other: the same definitions as the
   Python modules, written out plainly. Arrays are case by case: series s has its numbers at
   s * n_points. Days rise; there is nothing missing. */

#include <math.h>
#include <stdlib.h>

enum { SIGNAL, NO_SIGNAL, TOO_FEW };
enum { IMPROVING, PATTERN, UNUSUAL, STUCK, SHIFT, APART, N_RULES };

typedef struct {
    double improving_p, least_share, noise, shift_p, apart_p, pattern_side, unusual_steps;
    int improving_needs, pattern_needs, unusual_needs, stuck_needs, stuck_points, shift_needs, apart_needs;
} Thresholds;

static void sort(double *x, int n)
{
    for (int i = 1; i < n; i++) {
        double each = x[i];
        int j = i;
        for (; j > 0 && x[j - 1] > each; j--)
            x[j] = x[j - 1];
        x[j] = each;
    }
}

static double middle(const double *sorted, int n)
{
    return n ? (sorted[(n - 1) / 2] + sorted[n / 2]) / 2 : NAN;
}

static double two_sided(double z) { return erfc(fabs(z) / sqrt(2)); }

static double mann_kendall(const double *x, const double *sorted, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            s += (x[j] > x[i]) - (x[j] < x[i]);
    double variance = n * (n - 1.0) * (2 * n + 5);
    for (int i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && sorted[i + same] == sorted[i]; same++);
        variance -= same * (same - 1.0) * (2 * same + 5);
    }
    if (variance <= 0) return 1;
    return two_sided((s - (s > 0) + (s < 0)) / sqrt(variance / 18));
}

/* The least-squares slope times the span, and how far its interval reaches to either side. */
static double change_by_line(const double *day, const double *x, int n, double student, double *reach)
{
    double days = 0, mean = 0, spread = 0, product = 0, left = 0;
    for (int i = 0; i < n; i++) {
        days += day[i];
        mean += x[i];
    }
    days /= n;
    mean /= n;
    for (int i = 0; i < n; i++) {
        spread += (day[i] - days) * (day[i] - days);
        product += (day[i] - days) * (x[i] - mean);
    }
    double slope = product / spread, span = day[n - 1] - day[0];
    for (int i = 0; i < n; i++) {
        double off = x[i] - mean - slope * (day[i] - days);
        left += off * off;
    }
    *reach = student * sqrt(left / ((n - 2) * spread)) * span;
    return slope * span;
}

static int improving(const double *x, const double *sorted, int n, double by_line, double fifth,
                     const Thresholds *t, double *p, double *change)
{
    *p = mann_kendall(x, sorted, n);
    *change = NAN;
    if (n < t->improving_needs) return TOO_FEW;
    if (*p >= t->improving_p) return NO_SIGNAL;
    *change = by_line;
    return fabs(by_line) >= fifth ? SIGNAL : NO_SIGNAL;
}

static int stuck(double by_line, double reach, int n, double fifth, int n_points,
                 const Thresholds *t, double *lower, double *upper)
{
    *lower = by_line - reach;
    *upper = by_line + reach;
    if (n < t->stuck_needs) return TOO_FEW;
    return fmax(fabs(*lower), fabs(*upper)) < fifth && n_points >= t->stuck_points ? SIGNAL : NO_SIGNAL;
}

static int pattern(const double *x, const double *sorted, int n, const int *bounds,
                   const Thresholds *t, double *longest_run, double *n_crossings)
{
    double median = middle(sorted, n);
    int side = 0, run = 0, longest = 0, crossings = 0, useful = 0, above = 0;
    for (int i = 0; i < n; i++) {
        int now = (x[i] > median) - (x[i] < median);
        if (!now) continue;
        useful++;
        above += now > 0;
        crossings += side && now != side;
        run = now == side ? run + 1 : 1;
        side = now;
        if (run > longest) longest = run;
    }
    *longest_run = longest;
    *n_crossings = crossings;
    int emptier = above < useful - above ? above : useful - above;
    if (useful < t->pattern_needs || emptier < useful * t->pattern_side) return TOO_FEW;
    return longest > bounds[2 * useful] || crossings < bounds[2 * useful + 1] ? SIGNAL : NO_SIGNAL;
}

static int unusual(const double *x, int n, double noise, double step, const Thresholds *t,
                   double factor, double screen_factor, double *lower, double *upper)
{
    double mean = 0, ranges = 0, kept = 0;
    int n_kept = 0;
    for (int i = 0; i < n; i++) mean += x[i];
    mean /= n;
    for (int i = 1; i < n; i++) ranges += fabs(x[i] - x[i - 1]);
    ranges /= n - 1;
    for (int i = 1; i < n; i++) {
        double range = fabs(x[i] - x[i - 1]);
        if (range <= screen_factor * ranges) {
            kept += range;
            n_kept++;
        }
    }
    *lower = mean - factor * kept / n_kept;
    *upper = mean + factor * kept / n_kept;
    if (n < t->unusual_needs) return TOO_FEW;
    int outside = x[n - 1] > *upper + noise || x[n - 1] < *lower - noise;
    return outside && fabs(x[n - 1] - mean) >= t->unusual_steps * step - noise ? SIGNAL : NO_SIGNAL;
}

static int shift(const double *day, const double *x, const double *sorted, int n, double on,
                 const Thresholds *t, double *nap, double *p)
{
    int before = 0;
    while (before < n && day[before] < on) before++;
    double pairs = (double)before * (n - before), won = 0, ties = 0;
    for (int i = 0; i < before; i++)
        for (int j = before; j < n; j++)
            won += (x[j] > x[i]) + 0.5 * (x[j] == x[i]);
    for (int i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && sorted[i + same] == sorted[i]; same++);
        ties += (double)same * same * same - same;
    }
    *nap = won / pairs;
    double deviation = sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1.0))));
    double z = (fabs(won - pairs / 2) - 0.5) / deviation;
    *p = deviation > 0 ? two_sided(z > 0 ? z : 0) : 1;
    if (before < t->shift_needs || n - before < t->shift_needs) return TOO_FEW;
    return *p < t->shift_p ? SIGNAL : NO_SIGNAL;
}

/* At most k heads in n throws of a coin, twice: the two-sided sign test. */
static double sign_test(int higher, int lower)
{
    int n = higher + lower, k = higher < lower ? higher : lower;
    double ways = 1, sum = 0;
    for (int i = 0; i <= k; i++) {
        sum += ways;
        ways *= (double)(n - i) / (i + 1);
    }
    return fmin(2 * ldexp(sum, -n), 1);
}

static int apart(const double *x, const double *y, int n, double fifth, const Thresholds *t,
                 double *work, double *difference, double *p)
{
    int higher = 0, lower = 0;
    for (int i = 0; i < n; i++) {
        work[i] = x[i] - y[i];
        higher += work[i] > 0;
        lower += work[i] < 0;
    }
    *p = sign_test(higher, lower);
    sort(work, n);
    *difference = middle(work, n);
    if (n < t->apart_needs) return TOO_FEW;
    return fabs(*difference) >= fifth && *p < t->apart_p ? SIGNAL : NO_SIGNAL;
}

/* Numbers: p, change, longest run, crossings, limits, interval, nap, p of the shift, difference, its p. */
void signals(const double *days, const double *values, const double *others, const double *planned_on,
             long n_series, int n, double range, double step, double factor, double screen_factor,
             double student, const int *bounds, const Thresholds *t, signed char *states, double *numbers)
{
    double *work = malloc(sizeof(double) * n);
    double *sorted = malloc(sizeof(double) * n);
    double fifth = (t->least_share - t->noise) * range, noise = t->noise * range;
    int n_points = (int)lround(range / step) + 1;
    for (long s = 0; s < n_series; s++) {
        const double *day = days + s * n, *x = values + s * n, *y = others + s * n;
        signed char *state = states + s * N_RULES;
        double *out = numbers + s * 12, reach;
        double by_line = change_by_line(day, x, n, student, &reach);
        for (int i = 0; i < n; i++) sorted[i] = x[i];
        sort(sorted, n);
        state[IMPROVING] = improving(x, sorted, n, by_line, fifth, t, out, out + 1);
        state[PATTERN] = pattern(x, sorted, n, bounds, t, out + 2, out + 3);
        state[UNUSUAL] = unusual(x, n, noise, step, t, factor, screen_factor, out + 4, out + 5);
        state[STUCK] = stuck(by_line, reach, n, fifth, n_points, t, out + 6, out + 7);
        state[SHIFT] = shift(day, x, sorted, n, planned_on[s], t, out + 8, out + 9);
        state[APART] = apart(x, y, n, fifth, t, work, out + 10, out + 11);
    }
    free(work);
    free(sorted);
}
