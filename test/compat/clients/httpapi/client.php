<?php
/**
 * The HTTP API as PHP programs of the time called it: forms with every argument that they know, empty ones included,
 * answers taken apart at colons, and XML read where a body begins like XML. Prints what it understood, as JSON.
 */
[, $url, $realm, $password, $listId, $key] = $argv;

function send(array $args): string {
    global $url, $realm, $password;
    $form = http_build_query(array_merge(['cmd' => '', 'realm' => $realm, 'version' => '', 'pwd' => $password], $args));
    $options = ['method' => 'POST', 'header' => 'Content-Type: application/x-www-form-urlencoded', 'content' => $form];
    $body = file_get_contents($url, false, stream_context_create(['http' => $options]));
    if ($body === false) throw new Exception('no connection');
    return $body;
}

/** Elements by name: a text for a leaf, else its children. No extension for XML is needed that is not everywhere. */
function tree(string $xml) {
    $found = preg_match_all('/<(\w+)>(.*?)<\/\1>/s', $xml, $matches, PREG_SET_ORDER);
    if (!$found) return html_entity_decode($xml, ENT_QUOTES | ENT_XML1, 'UTF-8');
    $children = [];
    foreach ($matches as [, $name, $inner]) $children[$name] = tree($inner);
    return $children;
}

/** What a call answers: the text behind the first colon, rows of XML, or an exception. */
function call(array $args) {
    $body = send($args);
    if ($body === '') throw new Exception('No results');
    if ($body === 'Invalid credentials') throw new Exception($body);
    if (strpos($body, 'FAILURE') === 0) throw new Exception(trim(explode(':', $body)[1]));
    if (strpos($body, 'SUCCESS') === 0) {
        $parts = explode(':', $body);
        return ['value' => trim($parts[1] ?? ''), 'task' => isset($parts[2]) ? (int) trim($parts[2]) : null];
    }
    if (stripos($body, '<data>') === 0 || strpos($body, '<?xml version="1.0" encoding="UTF-8"?>') === 0)
        return tree($body);
    return $body;
}

function failure(array $args): ?string {
    try {
        call($args);
        return null;
    } catch (Exception $e) {
        return $e->getMessage();
    }
}

$email = 'php@family.example';
$fields = $key === '' ? 'email,first,last,city' : 'email,customer_key,first,last,city';
$values = ($key === '' ? $email : "$email,$key") . ',Päivi,"Lee, Jr.",Oslo';
$said = [];
$said['subscribed'] = (bool) preg_match('/Total Records Processed (\d+)/', call(['cmd' => 'sub', 'list_id' => $listId, 'format' => '99', 'data' => "$fields^$values"])['value']);
$found = call(['cmd' => 'find', 'email' => $email, 'output_format' => 'xml', 'headers' => ''])['data']['subscriber'];
$said['found'] = [$found['email'], $found['first'], $found['last']];
$detail = call(['cmd' => 'detail', 'subscriber_id' => $found['subscriber_id'], 'output_format' => 'xml'])['data']['subscriber'];
$said['city'] = $detail['city'];
$said['onList'] = isset($detail['subscription_details']["list_$listId"]);
$said['missing'] = failure(['cmd' => 'find', 'email' => 'nobody@family.example', 'output_format' => 'xml']);
$said['usesKey'] = call(['cmd' => 'getrealmsettings', 'output_format' => 'xml'])['data']['Data']['use_customer_key'];
$said['list'] = call(['cmd' => 'getlistbyid', 'list_id' => $listId, 'output_format' => 'xml'])['data']['list_name'];
$said['badList'] = failure(['cmd' => 'sub', 'list_id' => '999999', 'data' => "$fields^$values"]);
$said['badPassword'] = failure(['cmd' => 'find', 'pwd' => 'wrong', 'email' => $email]);
$data = $key === '' ? "email^$email" : "email,customer_key^$email,$key";
$said['unsubscribed'] = (int) preg_match('/1 record/', call(['cmd' => 'unsub', 'list_id' => $listId, 'data' => $data])['value']);
$said['deleted'] = call(['cmd' => 'delete', 'data' => $data])['value'];
echo json_encode($said, JSON_UNESCAPED_UNICODE);
