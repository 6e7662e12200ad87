from latest_observation
where signal_id = '{signal}'
    and segment in ({segments})
    and role in ({roles}) and not suspect
