#!/usr/bin/ruby
# Ruby's xmlrpc, with its nil extension switched on. Usage: ruby client.rb RUN.json
require 'json'
require 'time'
require 'xmlrpc/client'

XMLRPC::Config.module_eval do
  remove_const(:ENABLE_NIL_CREATE)
  const_set(:ENABLE_NIL_CREATE, true)
end
RUN = JSON.parse(File.read(ARGV[0], encoding: 'UTF-8'))
$saved = {}

def scalar(type, value)
  type == 'dateTime' && value ? Time.iso8601(value) : value
end

def entries(entries)
  entries && entries.map { |each| { 'key' => each['key'], 'value' => scalar(each['type'], each['value']) } }
end

def plain(arg)
  return $saved.fetch(arg['ref']) { |name| RUN[name] } if arg['ref']

  case arg['type']
  when 'entries' then entries(arg['value'])
  when 'records' then arg['value'].map { |each| each.merge('data' => entries(each['data'])) }
  when 'list', 'template' then $saved[arg['type']].merge(arg['set'])
  else scalar(arg['type'], arg['value'])
  end
end

server = XMLRPC::Client.new2(RUN['xmlRpc'])
$stdout.sync = true

RUN['steps'].each do |step|
  outcome =
    begin
      value = server.call(step['operation'], *step['args'].map { |arg| plain(arg) })
      $saved[step['save']] = value if step['save']
      { value: value }
    rescue XMLRPC::FaultException => e
      { fault: { code: e.faultCode.to_s, string: e.faultString } }
    rescue StandardError => e
      { error: "#{e.class}: #{e.message}" }
    end
  puts JSON.generate({ step: step['step'] }.merge(outcome))
end
