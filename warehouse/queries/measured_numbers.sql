-- Every measured number, with all that the SQL that recomputes it is made of.
select
    seen.test_id,
    seen.moment,
    seen.kind,
    seen.definition_id,
    seen.fact_id,
    seen.subject,
    seen.comparator,
    seen.period_start,
    seen.period_end,
    seen.baseline_start,
    seen.baseline_end,
    seen.fact_id is not null and seen.low is not null as is_date,
    claim_test.needs,
    claim.per,
    definition.pool,
    at_count.periods,
    at_count.days,
    at_count.flow,
    at_count.ends - at_count.starts as wanted_days,
    datediff('month', at_count.starts, at_count.ends) as wanted_months,
    since_count.periods as first_periods,
    since_count.days as first_days,
    signal.measure = 'flow' and not signal.editions and signal.quality = 'sample' as yearly,
    signal.unit not in ('percent', 'index points') as counted,
    mine.source,
    mine.members,
    mine.share_query,
    other.members as other_members
from evidence_moment as seen
join claim on claim.claim_id = seen.claim_id
join claim_test on claim_test.test_id = seen.test_id
left join definition on definition.definition_id = seen.definition_id
left join signal on signal.signal_id = definition.signal_id
left join definition_query as mine
    on mine.definition_id = seen.definition_id and mine.project_id = seen.subject
left join definition_query as other
    on other.definition_id = seen.definition_id and other.project_id = seen.comparator
left join window_count as at_count
    on at_count.test_id = seen.test_id
    and at_count.moment = seen.moment
    and at_count.part = 'at'
left join window_count as since_count
    on since_count.test_id = seen.test_id
    and since_count.moment = seen.moment
    and since_count.part = 'since'
where seen.measured is not null
order by seen.test_id, seen.moment
