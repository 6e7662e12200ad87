-- The known breaks in what the given tests of a claim are measured from.
select distinct
    claim_test.test_id,
    series_break.break_id,
    series_break.starts,
    series_break.ends,
    series_break.kind,
    series_break.severity,
    series_break.price,
    series_break.bias_points,
    series_break.bias_factor,
    series_break.bias_count,
    series_break.why,
    series_break.effect,
    series_break.citation
from claim_test
join definition on definition.definition_id = claim_test.definition_id
join series_break
    on series_break.signal_id = definition.signal_id
    and (
        series_break.segment is null
        or list_contains(definition.segments, series_break.segment)
    )
where list_contains($tests, claim_test.test_id)
order by series_break.starts, series_break.ends, series_break.break_id, claim_test.test_id
