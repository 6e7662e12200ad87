-- What each test measured at the claim's date (then) and at the newest date (now).
--
-- grain: test_id, moment
--
-- claim_id        the claim
-- test_id         the test: claim_id/definition_id
-- definition_id   the definition it was measured under
-- role            primary, alternative or context
-- position        order of the definitions in the claim's file
-- moment          then: the period nearest the claim's date (the newest, if the claim is undated);
--                 now: the newest period
-- period_start    first day of the period; null when there is no data
-- period_end      day after its last
-- baseline_start  first day of a change's first period; null for other kinds
-- baseline_end    day after its last
-- days_off        days between that period and the claim's date; 0 when they overlap
-- stale           true when that is more than the signal's tolerance
-- measured        share as a fraction, ratio, level, or change in share as a fraction
-- low             lower end of its interval; null for none
-- high            upper end
-- accepted_low    lower end of the acceptance region, included; null for none
-- accepted_high   upper end, included; null for none
-- gap             distance of the interval to the region: 0 when they touch
-- outcome         holds, fails, inconclusive or no data
-- decides         true when the verdict counts it
-- quality         census, official, sample or secondary
-- flags           remarks: breaks, precision, coverage, staleness; null for none
-- period          the period in words
-- shown           the measurement in words
-- interval_shown  its interval in words; null for none
-- locators        where its figures were read: repository@commit:path, or pages; a bracketing
--                 total is found in latest_observation, on the date that the flags name
-- sql             query that recomputes `measured` on this file
with ranked as (
    select
        measurement.*,
        row_number() over (partition by test_id order by days_off, period_end desc) as nearness,
        row_number() over (partition by test_id order by period_end desc) as recency
    from measurement
),
chosen as (
    select *, 'then' as moment from ranked where nearness = 1
    union all
    select *, 'now' as moment from ranked where recency = 1
),
moment as (
    select 'then' as moment
    union all
    select 'now' as moment
),
judged as (
    select
        claim.claim_id,
        claim.kind,
        claim.subject,
        claim.comparator,
        claim.as_of,
        test.test_id,
        test.definition_id,
        test.role,
        test.position,
        moment.moment,
        chosen.* exclude (test_id, claim_id, definition_id, moment, nearness, recency),
        coalesce(
            moment.moment = 'then' and greatest(
                chosen.days_off,
                claim.since_start - chosen.baseline_end + 1,
                chosen.baseline_start - claim.since_end + 1
            ) > signal.tolerance_days,
            false
        ) as stale,
        region.accepted_low,
        region.accepted_high,
        coalesce(chosen.low, chosen.measured) as least,
        coalesce(chosen.high, chosen.measured) as most
    from claim_test as test
    join claim on claim.claim_id = test.claim_id
    join definition on definition.definition_id = test.definition_id
    join signal on signal.signal_id = definition.signal_id
    cross join moment
    left join chosen on chosen.test_id = test.test_id and chosen.moment = moment.moment
    left join acceptance as region on region.claim_id = test.claim_id
),
outcome as (
    select
        judged.*,
        greatest(0, accepted_low - most, least - accepted_high) as gap,
        case
            when measured is null then 'no data'
            when accepted_low is null and accepted_high is null then 'no data'
            when kind = 'order' and measured = 1 then 'inconclusive'
            when coalesce(most < accepted_low, false) or coalesce(least > accepted_high, false)
                then 'fails'
            when coalesce(least >= accepted_low, true) and coalesce(most <= accepted_high, true)
                then 'holds'
            else 'inconclusive' end as outcome
    from judged
),
rule as (
    -- stale evidence decides only where the primary definition has nothing better
    select
        claim_id,
        bool_or(role = 'primary' and outcome <> 'no data' and not stale) as primary_is_fresh
    from outcome
    where moment = 'then'
    group by claim_id
),
query as (
    select
        outcome.test_id,
        outcome.moment,
        replace(replace(
            case outcome.kind
                when 'share' then subject.share_sql
                when 'level' then subject.numerator_sql
                when 'change' then subject.share_sql || chr(10) || '- '
                    || replace(replace(subject.share_sql,
                        '{start}', outcome.baseline_start::varchar),
                        '{end}', outcome.baseline_end::varchar)
                else subject.numerator_sql || '::double' || chr(10) || '/ '
                    || other.numerator_sql end,
            '{start}', outcome.period_start::varchar),
            '{end}', outcome.period_end::varchar) as text
    from outcome
    join definition_query as subject
        on subject.definition_id = outcome.definition_id and subject.project_id = outcome.subject
    left join definition_query as other
        on other.definition_id = outcome.definition_id and other.project_id = outcome.comparator
    where outcome.measured is not null
),
origin as (
    select
        outcome.test_id,
        outcome.moment,
        list(distinct seen.locator order by seen.locator) as locators
    from outcome
    join definition on definition.definition_id = outcome.definition_id
    join definition_member as part
        on part.definition_id = outcome.definition_id
        and (definition.over = 'group' or part.project_id in (outcome.subject, outcome.comparator))
    join latest_observation as seen
        on seen.signal_id = definition.signal_id
        and seen.project_id = part.member_id
        and list_contains(definition.segments, seen.segment)
        and list_contains(definition.roles, seen.role)
        and not seen.suspect
        and (
            seen.period_start >= outcome.period_start and seen.period_end <= outcome.period_end
            or seen.period_start >= outcome.baseline_start
            and seen.period_end <= outcome.baseline_end
        )
    group by outcome.test_id, outcome.moment
)
select
    outcome.claim_id,
    outcome.test_id,
    outcome.definition_id,
    outcome.role,
    outcome.position,
    outcome.moment,
    outcome.period_start,
    outcome.period_end,
    outcome.baseline_start,
    outcome.baseline_end,
    outcome.days_off,
    outcome.stale,
    outcome.measured,
    outcome.low,
    outcome.high,
    outcome.accepted_low,
    outcome.accepted_high,
    outcome.gap,
    outcome.outcome,
    outcome.moment = 'then'
        and outcome.role <> 'context'
        and outcome.outcome <> 'no data'
        and (not outcome.stale or not rule.primary_is_fresh) as decides,
    outcome.quality,
    nullif(concat_ws('; ', outcome.flags,
        case when outcome.stale
            then 'stale: ' || outcome.days_off || ' days from the claim''s date' end,
        case when outcome.as_of is null and outcome.moment = 'then'
            then 'the claim is undated: newest figure used' end), '') as flags,
    case
        when outcome.baseline_start is not null
            then year(outcome.baseline_start) || ' to ' || year(outcome.period_start)
        when outcome.period_end - outcome.period_start = 1
            then strftime(outcome.period_start, '%-d %B %Y')
        when outcome.period_start = date_trunc('year', outcome.period_start)
            and outcome.period_end = outcome.period_start + interval 1 year
            then strftime(outcome.period_start, '%Y')
        when outcome.period_start = date_trunc('month', outcome.period_start)
            and outcome.period_end = outcome.period_start + interval 1 month
            then strftime(outcome.period_start, '%B %Y')
        else strftime(outcome.period_start, '%-d %B %Y') || ' to '
            || strftime(outcome.period_end - 1, '%-d %B %Y') end as period,
    case outcome.kind
        when 'share' then format('{:.1f} %', 100 * outcome.measured)
        when 'change' then format('{:+.1f} points', 100 * outcome.measured)
        when 'level' then format('{:,d}', round(outcome.measured)::bigint)
        else format('{:.2f} to 1', outcome.measured) end as shown,
    case outcome.kind
        when 'share' then format('{:.1f} and {:.1f} %', 100 * outcome.low, 100 * outcome.high)
        when 'change'
            then format('{:+.1f} and {:+.1f} points', 100 * outcome.low, 100 * outcome.high)
        when 'level' then format('{:,d} and {:,d}', outcome.low::bigint, outcome.high::bigint)
        else format('{:.2f} and {:.2f}', outcome.low, outcome.high) end as interval_shown,
    origin.locators,
    'select ' || query.text || ' as measured' as sql
from outcome
join rule on rule.claim_id = outcome.claim_id
left join query on query.test_id = outcome.test_id and query.moment = outcome.moment
left join origin on origin.test_id = outcome.test_id and origin.moment = outcome.moment
