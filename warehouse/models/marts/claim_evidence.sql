-- What each test measured at the claim's date (then) and at the newest date (now).
--
-- grain: test_id, moment
--
-- claim_id        the claim
-- test_id         the test: claim_id/definition_id or claim_id/fact_id
-- definition_id   the definition it was measured under; null for a fact
-- fact_id         the fact it was held against; null for a definition
-- test_title      title of the definition or fact
-- role            primary, alternative, scorecard or context
-- position        order of the tests in the claim's file
-- moment          then: the claim's date (the last twelve months, if the claim is undated); now: the
--                 last twelve months
-- period_start    first day of what was measured; null when there is no data or no known beginning
-- period_end      day after its last; null when there is no data or no end
-- baseline_start  of a change, slope or growth: first day of its first period; else null
-- baseline_end    day after its last
-- periods         how many periods of the source were added up; null when there is no data
-- widened         true when periods outside the claim's time were added for want of cases
-- days_off        days between the figures and the claim's date; 0 when they overlap
-- missing         why there is no data, see test_gap; thin: too few cases; off date: outside the
--                 region, but mostly of another time than the claim's; null for none of these
-- measured        in the claim's measure: share or change as a fraction (a year, for a slope),
--                 ratio, factor, level, place, date as a year with fraction; a property: 1 or 0
-- low             lower end of its interval; null for none
-- high            upper end
-- accepted_low    lower end of the acceptance region, included; null for none
-- accepted_high   upper end, included; null for none
-- gap             distance of the interval to the region: 0 when they touch
-- outcome         holds, fails, inconclusive or no data
-- decides         true when the verdict counts it
-- quality         census, official, sample or secondary; null for a fact
-- flags           remarks: breaks, precision, coverage, window; null for none
-- period          the period in words
-- shown           the measurement in words
-- interval_shown  its interval in words; null for none
-- locators        where its figures were read: repository@commit:path, pages, recorded answers; a
--                 bracketing total is found in latest_observation, on the date that the flags name
-- sql             query that recomputes `measured` on this file
select
    seen.claim_id,
    seen.test_id,
    seen.definition_id,
    seen.fact_id,
    seen.test_title,
    seen.role,
    seen.position,
    seen.moment,
    nullif(seen.period_start, date '1900-01-01') as period_start,
    nullif(seen.period_end, date '9999-12-31') as period_end,
    seen.baseline_start,
    seen.baseline_end,
    window_count.periods,
    coalesce(window_count.widened, false) as widened,
    seen.days_off,
    case
        when seen.thin then 'thin'
        when seen.outcome = 'inconclusive' and seen.off_date and seen.gap > 0 then 'off date'
        else seen.missing end as missing,
    seen.measured,
    seen.low,
    seen.high,
    seen.accepted_low,
    seen.accepted_high,
    seen.gap,
    seen.outcome,
    seen.moment = 'then'
        and seen.role <> 'context'
        and seen.outcome <> 'no data' as decides,
    seen.quality,
    nullif(concat_ws('; ', seen.flags,
        case when seen.thin then 'too few cases' end,
        case when seen.days_off > 0 and seen.definition_id is not null
            then seen.days_off || ' days from the claim''s date' end,
        case when claim.as_of is null and seen.moment = 'then' and seen.definition_id is not null
            and seen.measured is not null
            then 'the claim is undated: the last twelve months are used' end), '') as flags,
    case
        when seen.measured is null then null
        when seen.kind = 'crossing' then 'lasting lead'
        when seen.kind = 'date' then seen.words
        when seen.kind = 'property' or seen.fact_id is not null then concat_ws(' ',
            case when seen.period_start > date '1900-01-01'
                then 'from ' || strftime(seen.period_start, '%B %Y') end,
            case when seen.period_end < date '9999-12-31'
                then 'until ' || strftime(seen.period_end, '%B %Y')
                when seen.period_start = date '1900-01-01' then 'all the time' end)
        when seen.baseline_start is not null
            then concat_ws(' to ', nullif(year(seen.baseline_start), year(seen.period_start)),
                year(seen.period_start))
        when seen.period_end - seen.period_start = 1
            then strftime(seen.period_start, '%-d %B %Y')
        when seen.period_start = date_trunc('year', seen.period_start)
            and seen.period_end = seen.period_start + interval 1 year
            then strftime(seen.period_start, '%Y')
        when seen.period_start = date_trunc('month', seen.period_start)
            and seen.period_end = seen.period_start + interval 1 month
            then strftime(seen.period_start, '%B %Y')
        -- whole months
        when day(seen.period_start) = 1 and day(seen.period_end) = 1
            then strftime(seen.period_start, '%B %Y') || ' to '
                || strftime(seen.period_end - 1, '%B %Y')
        else strftime(seen.period_start, '%-d %B %Y') || ' to '
            || strftime(seen.period_end - 1, '%-d %B %Y') end as period,
    case
        when seen.measured is null then null
        when seen.words is not null then seen.words
        when seen.kind = 'share'
            then coalesce(window_count.bound || ' ', '') || format('{:.1f} %', 100 * seen.measured)
        when seen.kind = 'change' then format('{:+.1f} points', 100 * seen.measured)
        when seen.kind = 'slope' then format('{:+.1f} points a year', 100 * seen.measured)
        when seen.kind = 'level' then case when seen.high >= 1e15 then 'at least ' else '' end
            || format('{:,d}', round(seen.measured)::bigint)
        when seen.kind = 'growth' then format('{:.2f} times', seen.measured)
        when seen.kind = 'rank' then format('place {:d}', seen.measured::bigint)
        else format('{:,.2f} to 1', seen.measured) end as shown,
    case
        when seen.low is null or seen.words is not null or seen.high >= 1e9
            or seen.low = seen.high or window_count.bound is not null then null
        when seen.kind = 'share' then format('{:.1f} and {:.1f} %', 100 * seen.low, 100 * seen.high)
        when seen.kind = 'change'
            then format('{:+.1f} and {:+.1f} points', 100 * seen.low, 100 * seen.high)
        when seen.kind = 'slope'
            then format('{:+.1f} and {:+.1f} points a year', 100 * seen.low, 100 * seen.high)
        when seen.kind in ('level', 'rank')
            then format('{:,d} and {:,d}', seen.low::bigint, seen.high::bigint)
        else format('{:.2f} and {:.2f}', seen.low, seen.high) end as interval_shown,
    origin.locators,
    query.sql
from evidence_moment as seen
join claim on claim.claim_id = seen.claim_id
left join window_count
    on window_count.test_id = seen.test_id
    and window_count.moment = seen.moment
    and window_count.part = 'at'
left join evidence_query as query on query.test_id = seen.test_id and query.moment = seen.moment
left join evidence_origin as origin
    on origin.test_id = seen.test_id and origin.moment = seen.moment
