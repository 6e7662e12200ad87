from share
join window_period using (period_start, period_end)
where definition_id = {definition}
    and {at} and part = 'at'
