-- What each test measured at the claim's date (then) and at the newest one (now), and its outcome.
--
-- grain: test_id, moment
--
-- claim_id        the claim
-- kind            the claim's kind
-- subject         the claim's subject
-- comparator      its comparator; null for none
-- test_id         the test
-- definition_id   the definition; null for a fact
-- fact_id         the fact; null for a definition
-- test_title      title of the definition or fact
-- role            primary, alternative, scorecard or context
-- position        order in the claim's file
-- moment          then: the period nearest the claim's date (the newest, if the claim is undated);
--                 now: the newest period
-- period_start    first day of the period; null when there is no data
-- period_end      day after its last
-- baseline_start  of a change, slope or growth: first day of its first period; else null
-- baseline_end    day after its last
-- days_off        days between that period and the claim's date; 0 when they overlap
-- stale           true when that is more than the signal's tolerance
-- measured        in the claim's measure; null when there is no data
-- low             lower end of its interval; null for none
-- high            upper end
-- words           what was measured, where a number does not say it
-- accepted_low    lower end of the acceptance region, included; null for none
-- accepted_high   upper end, included; null for none
-- gap             distance of the interval to the region: 0 when they touch
-- outcome         holds, fails, inconclusive or no data
-- quality         census, official, sample or secondary; null for a fact
-- flags           remarks; null for none
with ranked as (
    -- of the values that a fact had within the claim's date, the one that held longest counts
    select
        measurement.test_id,
        measurement.period_start,
        measurement.period_end,
        row_number() over (
            partition by measurement.test_id
            order by
                measurement.days_off,
                case when measurement.fact_id is not null then
                    least(measurement.period_end, claim.as_of_end)
                    - greatest(measurement.period_start, claim.as_of_start) end desc,
                measurement.period_end desc
        ) as nearness,
        row_number() over (
            partition by measurement.test_id order by measurement.period_end desc
        ) as recency
    from measurement
    join claim on claim.claim_id = measurement.claim_id
),
chosen as (
    select measurement.*, 'then' as moment
    from ranked
    join measurement using (test_id, period_start, period_end)
    where ranked.nearness = 1
    union all
    select measurement.*, 'now' as moment
    from ranked
    join measurement using (test_id, period_start, period_end)
    where ranked.recency = 1
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
        test.test_id,
        test.definition_id,
        test.fact_id,
        test.title as test_title,
        test.role,
        test.position,
        moment.moment,
        chosen.* exclude (test_id, claim_id, definition_id, fact_id, moment),
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
    left join definition on definition.definition_id = test.definition_id
    left join signal on signal.signal_id = definition.signal_id
    cross join moment
    left join chosen on chosen.test_id = test.test_id and chosen.moment = moment.moment
    left join acceptance as region on region.claim_id = test.claim_id
)
select
    judged.* exclude (least, most),
    greatest(0, accepted_low - most, least - accepted_high) as gap,
    case
        when measured is null then 'no data'
        when accepted_low is null and accepted_high is null then 'inconclusive'
        when kind = 'order' and measured = 1 then 'inconclusive'
        when coalesce(most < accepted_low, false) or coalesce(least > accepted_high, false)
            then 'fails'
        when coalesce(least >= accepted_low, true) and coalesce(most <= accepted_high, true)
            then 'holds'
        else 'inconclusive' end as outcome
from judged
