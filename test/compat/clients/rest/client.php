<?php
/**
 * REST as PHP programs of the time called it: a class with one method that puts the address together, JSON of arrays
 * with numbers as texts, the versioned type in Accept, and status 200 as the one sign of success. Prints what it
 * understood, as JSON.
 */
[, $url, $realm, $password, $client, $listId, $key] = $argv;

function call(string $method, string $path, ?array $body = null, ?string $as = null) {
    global $url, $realm, $password, $client;
    $headers = [
        'Authorization: Basic ' . base64_encode($realm . ':' . ($as ?? $password)),
        'Accept: application/vnd.whatcounts-v1+json',
        'Content-Type: application/json',
        'x-api-key: ' . $client,
    ];
    // A POST without a body says so, and so does everything else.
    $content = $body === null ? '' : json_encode($body);
    $options = ['method' => $method, 'header' => implode("\r\n", $headers), 'content' => $content, 'ignore_errors' => true];
    $text = file_get_contents($url . $path, false, stream_context_create(['http' => $options]));
    $status = (int) explode(' ', $http_response_header[0])[1];
    if ($status !== 200) throw new Exception("$status " . (json_decode($text, true)['error'] ?? $text));
    return json_decode($text, true);
}

function failure(...$args): ?string {
    try {
        call(...$args);
        return null;
    } catch (Exception $e) {
        return $e->getMessage();
    }
}

$who = ['email' => 'php@family.example', 'firstName' => 'Päivi'] + ($key === '' ? [] : ['customerKey' => $key]);
$names = rawurlencode('Test list') . '/' . rawurlencode('Order mail');
$said = [];
// Numbers as texts, and a contact that is new.
$subscription = call('POST', "/lists/$listId?format=2", ['subscriberId' => '0', 'city' => 'Oslo, "N"'] + $who);
$said['subscribed'] = [$subscription['listId'], $subscription['formatId'], $subscription['dto']['listName']];
$send = $key === ''
    ? fn (string $whom, string $query) => call('POST', "/msg/send/$names/" . rawurlencode($whom) . '/' . rawurlencode('Päivi') . $query)
    : fn (string $whom, string $query) => call('POST', "/msg/sendWithCustomerKey/$names/" . rawurlencode($whom) . $query);
$me = $key === '' ? $who['email'] : $key;
$said['sent'] = $send($me, '');
$said['sentWith'] = $send($me, '?' . http_build_query(['format' => 99, 'campaignName' => 'Order & more', 'respectOptout' => 'false', 'snapshot' => 1]));
foreach (['unknown' => 'nobody@family.example', 'long' => $me] as $name => $whom) {
    try {
        $send($whom, $name === 'long' ? '?campaignName=' . str_repeat('n', 101) : '');
    } catch (Exception $e) {
        $said[$name] = $e->getMessage();
    }
}
$said['noList'] = failure('POST', '/msg/sendWithModel/No%20list/Order%20mail', $who);
$said['badPassword'] = failure('GET', '/lists', null, 'wrong');
$said['lists'] = array_column(call('GET', '/lists?listName=Test+list'), 'listName');
echo json_encode($said, JSON_UNESCAPED_UNICODE), "\n";
