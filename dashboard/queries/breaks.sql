-- The breaks that touch the given segments of a signal.
select
    break_id,
    segment,
    starts,
    ends,
    kind,
    severity,
    price,
    bias_points,
    bias_factor,
    bias_count,
    why,
    effect,
    citation
from series_break
where signal_id = $signal and (segment is null or list_contains($segments, segment))
order by starts, ends, break_id
